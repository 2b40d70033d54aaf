import { product, services } from "@/contract";
import { ServiceSection } from "@/features/home/service-section";
import { State } from "@/components/state";
import { words } from "@/lib/words";
import { requireSession } from "@/server/session";

/** What the domain holds, service by service. */
export default async function HomePage() {
  const { roles } = await requireSession("/");
  return (
    <>
      <h1 className="text-2xl font-semibold">{product.title}</h1>
      <p className="mt-2 max-w-prose whitespace-pre-line text-muted">{product.description}</p>
      {services.length === 0 && (
        <State icon="empty" text={words("home.empty")} title={words("home.none")} />
      )}
      <div className="mt-8 flex flex-col gap-10">
        {services.map((service) => (
          <ServiceSection key={service.name} roles={roles} service={service} />
        ))}
      </div>
    </>
  );
}

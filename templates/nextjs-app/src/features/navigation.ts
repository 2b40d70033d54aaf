import { services } from "@/contract";
import { isOpenTo, may } from "@/lib/access";
import { actionHref, listHref } from "@/lib/addresses";

export interface NavigationLink {
  readonly href: string;
  readonly title: string;
  readonly kind: "resource" | "action";
}

export interface NavigationGroup {
  readonly name: string;
  readonly title: string;
  readonly links: readonly NavigationLink[];
}

/** What someone with these roles finds in the navigation: every resource that can be opened, every action. */
export function navigationFor(roles: readonly string[]): readonly NavigationGroup[] {
  return services
    .map(({ name, title, resources, actions }) => ({
      name,
      title,
      links: [
        ...resources
          .filter((resource) => isOpenTo(resource, roles))
          .map(
            (resource) =>
              ({ href: listHref(resource), title: resource.plural, kind: "resource" }) as const,
          ),
        ...actions
          .filter(({ access }) => may(access, roles))
          .map(
            (action) =>
              ({ href: actionHref(action), title: action.title, kind: "action" }) as const,
          ),
      ],
    }))
    .filter(({ links }) => links.length > 0);
}

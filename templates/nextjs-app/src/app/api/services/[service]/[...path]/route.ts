import { gateway } from "@/server/gateway";

export const dynamic = "force-dynamic";

export {
  gateway as GET,
  gateway as HEAD,
  gateway as POST,
  gateway as PUT,
  gateway as PATCH,
  gateway as DELETE,
  gateway as OPTIONS,
};

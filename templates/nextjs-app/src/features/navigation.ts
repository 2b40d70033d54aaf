import { services } from "@/contract";
import { may } from "@/lib/access";
import { actionHref, listHref, newHref } from "@/lib/addresses";

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
        ...resources.flatMap((resource): NavigationLink[] => {
          const { list, create, plural } = resource;
          const link = { title: plural, kind: "resource" } as const;
          if (list !== null && may(list.access, roles))
            return [{ ...link, href: listHref(resource) }];
          return list === null && create !== null && may(create.access, roles)
            ? [{ ...link, href: newHref(resource) }]
            : [];
        }),
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

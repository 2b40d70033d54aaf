/** As much of a browser as signing in needs: cookies for each host, and redirects one at a time. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class Browser {
  /** `name=value` by host and name, and every Set-Cookie line that arrived. */
  readonly cookies = new Map<string, Map<string, string>>();
  readonly setCookies: string[] = [];

  /** One request, without following where it leads. */
  async send(url: string | URL, sent: Sent = {}): Promise<Answer> {
    const { host } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      method: sent.method ?? "GET",
      redirect: "manual",
      headers: { ...(cookie === "" ? {} : { cookie }), ...sent.headers },
      ...(sent.body === undefined ? {} : { body: sent.body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Follows redirects with GET, until a page answers. */
  async open(url: string | URL): Promise<Answer & { readonly url: string }> {
    let here = new URL(url);
    for (let step = 0; step < 10; step += 1) {
      const answer = await this.send(here);
      const next = answer.headers.get("location");
      if (next === null) return { ...answer, url: here.href };
      here = new URL(next, here);
    }
    throw new Error(`too many redirects from ${String(url)}`);
  }

  /** Signs in as a test user, up to the address that the issuer sends the person back to. */
  async authorise(app: string, user: string, returnTo = "/"): Promise<URL> {
    const begun = await this.send(`${app}/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
    const issuer = location(begun);
    const chosen = await this.send(issuer, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ user }).toString(),
    });
    return location(chosen);
  }

  /** Signs in as a test user; answers with what the callback answered. */
  async signIn(app: string, user: string, returnTo = "/"): Promise<Answer> {
    return this.send(await this.authorise(app, user, returnTo));
  }

  /** A cookie of a host, by the end of its name. */
  cookie(app: string, name: string): string | undefined {
    return this.cookies.get(new URL(app).host)?.get(name);
  }

  /** Another browser that holds the same cookies for another replica. */
  at(from: string, to: string): Browser {
    const other = new Browser();
    other.cookies.set(new URL(to).host, new Map(this.cookies.get(new URL(from).host)));
    return other;
  }
}

/** Where a redirect leads. */
export function location(answer: Answer): URL {
  const target = answer.headers.get("location");
  if (target === null)
    throw new Error(`no redirect but ${answer.status}: ${answer.text.slice(0, 200)}`);
  return new URL(target);
}

/** What a page of this app sends along with a change. */
export function fromPage(app: string): Record<string, string> {
  return { origin: app, "sec-fetch-site": "same-origin" };
}

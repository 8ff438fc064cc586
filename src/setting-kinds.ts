/** What settings may say: each reads the text and throws an Error that says what would do. */

export function asIs(text: string): string {
  return text;
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new Error(`must be a whole number from ${least} to ${most}, and is ${JSON.stringify(text)}`);
  };
}

export function ratio(text: string): number {
  const value = Number(text);
  if (/^[\d.]+$/.test(text) && value >= 0 && value <= 1) return value;
  throw new Error(`must be a number from 0 to 1, and is ${JSON.stringify(text)}`);
}

/** 0 lets the system choose, which tests use. */
export function port(text: string): number {
  return wholeNumber(0, 65_535)(text);
}

export function oneOf<const Word extends string>(...words: Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw new Error(`must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}, and is ${JSON.stringify(text)}`);
  };
}

export function origin(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(`must be a URL such as https://crm.example.com, and is ${JSON.stringify(text)}`);
  if (url.pathname !== "/" || url.search || url.hash || url.username)
    throw new Error(`must be an address without a path, and is ${JSON.stringify(text)}`);
  return url.origin;
}

export function origins(text: string): readonly string[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(origin);
}

/** Ends in a slash. */
export function folderUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new Error(`must be a URL such as https://cdn.example.com/, and is ${JSON.stringify(text)}`);
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** The text stays out of the complaint: it may hold a password. */
export function urlWith(...protocols: string[]): (text: string) => string {
  return (text) => {
    if (protocols.includes(URL.parse(text)?.protocol ?? "")) return text;
    throw new Error(`must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`);
  };
}

export function atLeast(characters: number): (text: string) => string {
  return (text) => {
    if (text.length >= characters) return text;
    throw new Error(`must have ${characters} characters or more, and has ${text.length}`);
  };
}

/** What fits into a header field as it is. */
export function bearerToken(text: string): string {
  if (/^[\w.~+/=-]{16,}$/.test(text)) return text;
  throw new Error("must have 16 letters, digits or -._~+/= or more, without spaces");
}

export function webhookSecret(text: string): string {
  const [, base64 = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (Buffer.from(base64, "base64").length >= 24) return text;
  throw new Error('must be whsec_ and 24 bytes or more in base64, such as of "openssl rand -base64 32"');
}

export function emailAddress(text: string): string {
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return text;
  throw new Error(`must be an email address, and is ${JSON.stringify(text)}`);
}

/** Plans that somebody pays for. */
export type PaidPlan = "PRO" | "ENTERPRISE";
export type BillingInterval = "month" | "year";

export interface Price {
  id: string;
  plan: PaidPlan;
  interval: BillingInterval;
  /** No longer offered; whoever has it keeps it. */
  former: boolean;
}

/** Stripe's keys say what they are by how they begin. The text stays out of the complaint. */
export function stripeKey(...kinds: string[]): (text: string) => string {
  const shape = new RegExp(`^(${kinds.join("|")})_[!-~]{8,}$`);
  return (text) => {
    if (shape.test(text)) return text;
    throw new Error(`must begin with ${kinds.map((kind) => `${kind}_`).join(" or ")}, without spaces`);
  };
}

export function stripePrices(text: string): readonly Price[] {
  const given = JSON.parse(jsonObject(text)) as Record<string, unknown>;
  const prices = Object.entries(given).flatMap(([plan, of]) => pricesOf(plan, of));
  if (!prices.some(({ former }) => !former)) throw new Error("must name a price for PRO, ENTERPRISE or both");
  const twice = prices.find(({ id }, at) => prices.findIndex((other) => other.id === id) !== at);
  if (twice) throw new Error(`names ${JSON.stringify(twice.id)} twice`);
  return prices;
}

function pricesOf(plan: string, given: unknown): Price[] {
  if (plan !== "PRO" && plan !== "ENTERPRISE")
    throw new Error(`knows the plans PRO and ENTERPRISE, and not ${JSON.stringify(plan)}`);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new Error(`must say of ${plan} what it costs: {"month": "price_…"}`);
  return Object.entries(given).flatMap(([name, ids]: [string, unknown]): Price[] => {
    if (name !== "month" && name !== "year" && name !== "former")
      throw new Error(`knows month, year and former of ${plan}, and not ${JSON.stringify(name)}`);
    return (Array.isArray(ids) && name === "former" ? ids : [ids]).map((id: unknown) => {
      if (typeof id !== "string" || !/^[!-~]{1,200}$/.test(id))
        throw new Error(`must give ${plan}.${name} as an id of Stripe's, such as "price_1ABC"`);
      return { id, plan, interval: name === "former" ? "month" : name, former: name === "former" };
    });
  });
}

export function jsonObject(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return text;
  throw new Error("must be a JSON object");
}

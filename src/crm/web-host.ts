/** Sites where many companies have a page; none is a company's own domain. */
const sharedHosts = new Set([
  "facebook.com",
  "instagram.com",
  "linkedin.com",
  "x.com",
  "twitter.com",
  "youtube.com",
  "tiktok.com",
  "xing.com",
  "github.io",
  "wixsite.com",
  "wordpress.com",
  "blogspot.com",
  "sites.google.com",
  "business.site",
  "linktr.ee",
]);
const mailHosts = new Set([
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "msn.com",
  "yahoo.com",
  "icloud.com",
  "me.com",
  "aol.com",
  "gmx.de",
  "gmx.net",
  "gmx.com",
  "web.de",
  "t-online.de",
  "proton.me",
  "protonmail.com",
  "mail.com",
  "mail.ru",
  "yandex.ru",
  "qq.com",
  "163.com",
  "orange.fr",
  "free.fr",
  "laposte.net",
  "libero.it",
  "posteo.de",
  "fastmail.com",
]);

/** The domain that a company's web address stands for: `https://www.acme.com/en` is `acme.com`. Null for a shared site. */
export function companyDomain(website: string): string | null {
  const host =
    URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(website) ? website : `https://${website}`)
      ?.hostname.replace(/^www\d?\./, "")
      .replace(/\.$/, "") ?? "";
  if (!host.includes(".") || /^[\d.]+$|^\[/.test(host)) return null;
  const parent = host.split(".").slice(-2).join(".");
  return sharedHosts.has(host) || sharedHosts.has(parent) ? null : host;
}

/** The company's domain in an email address; null for a public mail provider. */
export function mailDomain(email: string): string | null {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return mailHosts.has(domain) ? null : companyDomain(domain);
}

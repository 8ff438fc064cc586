import { expect, test } from "vitest";
import { companyDomain, mailDomain } from "./web-host.ts";

test.each([
  ["https://www.acme.com/en?x=1", "acme.com"],
  ["http://Shop.Acme.co.uk:8080", "shop.acme.co.uk"],
  ["acme.com", "acme.com"],
  ["https://www.linkedin.com/company/acme", null],
  ["https://acme.wordpress.com", null],
  ["http://10.0.0.1/", null],
  ["http://localhost", null],
  ["not a host", null],
])("%s", (website, domain) => {
  expect(companyDomain(website)).toBe(domain);
});

test("an email address tells the company, unless the provider is everybody's", () => {
  expect(mailDomain("Ada@Acme.Example")).toBe("acme.example");
  expect(mailDomain("ada@gmail.com")).toBeNull();
});

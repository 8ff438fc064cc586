import { expect, test } from "vitest";
import { account } from "./account.ts";
import { contact } from "./contact.ts";
import { opportunity } from "./opportunity.ts";
import type { RecordType } from "../records/record-type.ts";
import { guessMapping } from "../records/csv/mapping.ts";

function guess(type: RecordType, headers: string): Record<string, string | null> {
  const fields = Object.entries(type.fields).map(([name, { label }]) => ({ name, label }));
  const common = [
    { name: "externalId", label: "External ID" },
    { name: "owner", label: "Owner" },
  ];
  const fullName = type.title.includes("lastName") ? [{ name: "fullName", label: "Full name" }] : [];
  const columns = guessMapping(headers.split(","), [...fields, ...common, ...fullName], type.name, type.title[0]!);
  return Object.fromEntries(columns.map(({ column, field }) => [column, field]));
}

test("the columns of a real CRM's export are understood", () => {
  expect(guess(account, "account,sector,year_established,revenue,employees,office_location,subsidiary_of")).toEqual({
    account: "name",
    sector: "industry",
    year_established: "yearFounded",
    revenue: "annualRevenue",
    employees: "employees",
    office_location: "billingCountry",
    subsidiary_of: "parentAccount",
  });
  expect(
    guess(opportunity, "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"),
  ).toEqual({
    opportunity_id: "externalId",
    sales_agent: "owner",
    product: "product",
    account: "account",
    deal_stage: "stage",
    engage_date: "engageDate",
    close_date: "closeDate",
    close_value: "amount",
  });
});

test("headers of other products and languages are understood", () => {
  expect(guess(contact, "First Name,Last Name,E-mail Address,Mobile,Company,Job Title,City,Twitter")).toEqual({
    "First Name": "firstName",
    "Last Name": "lastName",
    "E-mail Address": "email",
    Mobile: "mobilePhone",
    Company: "account",
    "Job Title": "title",
    City: "city",
    Twitter: "x",
  });
  expect(guess(contact, "Vorname,Nachname,E-Mail-Adresse,Telefon,Straße,PLZ,Ort,Geburtsdatum,Firma")).toEqual({
    Vorname: "firstName",
    Nachname: "lastName",
    "E-Mail-Adresse": "email",
    Telefon: "officePhone",
    Straße: "street",
    PLZ: "postalCode",
    Ort: "city",
    Geburtsdatum: "birthday",
    Firma: "account",
  });
  expect(guess(account, "Société,Chiffre d’affaires,Effectif,Pays,Ville")).toMatchObject({
    Société: "name",
    Effectif: "employees",
    Pays: "billingCountry",
    Ville: "billingCity",
    "Chiffre d’affaires": "annualRevenue",
  });
  expect(guess(opportunity, "Deal Name,Deal Stage,Amount,Close Date,Company name,Deal owner")).toEqual({
    "Deal Name": "name",
    "Deal Stage": "stage",
    Amount: "amount",
    "Close Date": "closeDate",
    "Company name": "account",
    "Deal owner": "owner",
  });
});

test("every field's own name and label are found, and no field twice", () => {
  for (const type of [account, contact, opportunity]) {
    const names = Object.keys(type.fields);
    expect(Object.values(guess(type, names.join(",")))).toEqual(names);
  }
  expect(guess(account, "Name,Company,Account")).toEqual({ Name: "name", Company: null, Account: null });
});

test("a header that means nothing is left alone", () => {
  expect(guess(account, "Lieblingsfarbe,,x1")).toEqual({ Lieblingsfarbe: null, "": null, x1: null });
});

/** Where the demo's customers are, with how companies, streets and telephones look there. */
export interface Country {
  code: string;
  /** Key of `namesOf`. */
  language: string;
  /** How many of the customers are here. */
  weight: number;
  currency: string;
  /** Ranges kept for fiction where the country has some. */
  phone: string;
  legalForms: readonly string[];
  streets: readonly string[];
  cities: readonly (readonly [name: string, postalCode: string])[];
  /** Of a VAT number; # is a digit. */
  vat: string;
}

export const countries: readonly Country[] = [
  {
    code: "NL",
    language: "nl",
    weight: 26,
    currency: "EUR",
    phone: "+31 20 555 ####",
    legalForms: ["B.V.", "B.V.", "N.V."],
    vat: "NL#########B01",
    streets: ["Havenstraat", "Molenweg", "Industrieweg", "Parallelweg", "Stationsplein", "Kanaaldijk"],
    cities: [
      ["Rotterdam", "3011 AD"],
      ["Utrecht", "3511 LX"],
      ["Eindhoven", "5611 CB"],
      ["Groningen", "9711 HN"],
      ["Zwolle", "8011 PK"],
      ["Breda", "4811 XS"],
    ],
  },
  {
    code: "DE",
    language: "de",
    weight: 24,
    currency: "EUR",
    phone: "+49 30 23125 ###",
    legalForms: ["GmbH", "GmbH", "AG", "GmbH & Co. KG"],
    vat: "DE#########",
    streets: ["Hafenstraße", "Lindenallee", "Am Güterbahnhof", "Gewerbering", "Ziegelweg", "Bergstraße"],
    cities: [
      ["Hamburg", "20457"],
      ["Leipzig", "04109"],
      ["Nürnberg", "90402"],
      ["Düsseldorf", "40213"],
      ["Freiburg", "79098"],
      ["Bremen", "28195"],
    ],
  },
  {
    code: "FR",
    language: "fr",
    weight: 14,
    currency: "EUR",
    phone: "+33 1 99 00 ## ##",
    legalForms: ["SAS", "SA", "SARL"],
    vat: "FR###########",
    streets: ["rue des Tanneurs", "avenue du Port", "quai de la Loire", "rue Neuve", "impasse du Moulin"],
    cities: [
      ["Lyon", "69002"],
      ["Nantes", "44000"],
      ["Lille", "59800"],
      ["Toulouse", "31000"],
      ["Besançon", "25000"],
    ],
  },
  {
    code: "GB",
    language: "en",
    weight: 14,
    currency: "GBP",
    phone: "+44 20 7946 0###",
    legalForms: ["Ltd", "Ltd", "plc"],
    vat: "GB#########",
    streets: ["Mill Lane", "Station Road", "Quayside", "Tannery Way", "Canal Street", "Foundry Road"],
    cities: [
      ["Bristol", "BS1 4DJ"],
      ["Leeds", "LS1 4AP"],
      ["Glasgow", "G2 1DY"],
      ["Norwich", "NR1 3JU"],
      ["Cardiff", "CF10 1EP"],
    ],
  },
  {
    code: "BE",
    language: "nl",
    weight: 9,
    currency: "EUR",
    phone: "+32 2 555 ## ##",
    legalForms: ["BV", "NV"],
    vat: "BE0#########",
    streets: ["Kaai", "Nijverheidsstraat", "Kerkstraat", "Gasthuislaan"],
    cities: [
      ["Antwerpen", "2000"],
      ["Gent", "9000"],
      ["Leuven", "3000"],
      ["Brugge", "8000"],
    ],
  },
  {
    code: "DK",
    language: "nordic",
    weight: 7,
    currency: "EUR",
    phone: "+45 32 10 ## ##",
    legalForms: ["ApS", "A/S"],
    vat: "DK########",
    streets: ["Havnegade", "Møllevej", "Industrivej", "Søndergade"],
    cities: [
      ["Aarhus", "8000"],
      ["Odense", "5000"],
      ["København", "1050"],
      ["Aalborg", "9000"],
    ],
  },
  {
    code: "SE",
    language: "nordic",
    weight: 6,
    currency: "EUR",
    phone: "+46 8 465 004 ##",
    legalForms: ["AB"],
    vat: "SE##########01",
    streets: ["Hamngatan", "Kvarnvägen", "Verkstadsgatan", "Skolgatan"],
    cities: [
      ["Göteborg", "411 06"],
      ["Malmö", "211 20"],
      ["Uppsala", "753 20"],
      ["Linköping", "582 22"],
    ],
  },
];

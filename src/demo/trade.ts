/** What the demo's company sells: instruments for laboratories and workshops, and the service around them. */
export interface Product {
  name: string;
  /** Price of one, in the customer's currency. */
  price: number;
  unit: string;
  /** How many a deal usually takes. */
  quantity: number;
  /** What a won deal is put into. */
  contract?: "service" | "subscription";
  weight: number;
}

export const products: readonly Product[] = [
  { name: "Precision balance PB-220", price: 1_890, unit: "piece", quantity: 4, weight: 20 },
  { name: "Flow meter FM-8", price: 640, unit: "piece", quantity: 14, weight: 17 },
  { name: "Moisture analyser MA-5", price: 3_450, unit: "piece", quantity: 2, weight: 12 },
  { name: "Spectrometer SP-900", price: 28_500, unit: "piece", quantity: 1, weight: 6 },
  { name: "Climate logger CL-2", price: 145, unit: "piece", quantity: 40, weight: 13 },
  { name: "Bench software", price: 48, unit: "seat and month", quantity: 180, contract: "subscription", weight: 14 },
  { name: "Calibration on site", price: 310, unit: "visit", quantity: 18, contract: "service", weight: 18 },
];

/** An industry with what its companies call themselves. */
export const trades: readonly { industry: string; nouns: readonly string[]; weight: number }[] = [
  {
    industry: "manufacturing",
    nouns: ["Fabrication", "Precision Parts", "Castings", "Works", "Machining"],
    weight: 22,
  },
  { industry: "food", nouns: ["Dairy", "Bakeries", "Mills", "Breweries", "Foods"], weight: 16 },
  { industry: "healthcare", nouns: ["Clinics", "Diagnostics", "Hospital Group", "Laboratories"], weight: 14 },
  { industry: "education", nouns: ["Institute", "Technical College", "Research Centre"], weight: 9 },
  { industry: "energy", nouns: ["Energy", "Grid Services", "Wind"], weight: 8 },
  { industry: "agriculture", nouns: ["Seeds", "Farms", "Agronomy"], weight: 7 },
  { industry: "construction", nouns: ["Concrete", "Construction", "Surveying"], weight: 7 },
  { industry: "logistics", nouns: ["Cold Chain", "Logistics", "Freight"], weight: 6 },
  { industry: "utilities", nouns: ["Water", "Waterworks", "Recycling"], weight: 6 },
  { industry: "technology", nouns: ["Semiconductors", "Sensors", "Photonics"], weight: 5 },
];

/** First halves of company names, of no company that we know. */
export const companyRoots = (
  "Alderbrook Amberlin Ashgrove Barrowmere Beckford Birchwater Blackthorn Bramblecote Brightwater Calderon Cinderhill Coldharbour " +
  "Copperfen Cresthaven Dunmoor Eastmarch Elderfield Emberton Fallowdale Farrowby Fenwick Foxglen Gallowtree Glenhaven Goldcrest " +
  "Greywater Halvorsen Harrowgate Hazelbrook Heronsford Hollinwell Ironbridge Ivorydale Juniper Kestrel Kingsmere Lakenheath " +
  "Lanternhill Larchmont Linden Longstone Maplecross Marlbank Meadowlark Millrace Moorfield Mossvale Nettlebed Nordhaven Northgate " +
  "Oakhurst Oldbury Orchardleigh Ottersby Pennywell Pinewood Plumstead Quarrybank Quillon Ravenscar Redstone Rookwood Rowanlea " +
  "Rushmere Saltmarsh Sandholm Shearwater Silverbeck Skylark Southmoor Starling Stillwater Stonecroft Swallowfield Tamarisk " +
  "Thistledown Thornbury Tidewell Umberland Valebrook Vesterholt Wavecrest Westerlund Whinmoor Wickham Willowmere Windrush " +
  "Wolfsden Woodlark Wyndham Yarrow Yewtree Zonneveld"
).split(" ");

export const jobTitles: readonly (readonly [title: string, department: string])[] = [
  ["Head of Laboratory", "Laboratory"],
  ["Laboratory Manager", "Laboratory"],
  ["Quality Manager", "Quality"],
  ["Quality Engineer", "Quality"],
  ["Purchasing Manager", "Purchasing"],
  ["Buyer", "Purchasing"],
  ["Plant Manager", "Production"],
  ["Production Engineer", "Production"],
  ["Maintenance Lead", "Maintenance"],
  ["Managing Director", "Management"],
  ["Finance Director", "Finance"],
  ["Accounts Payable", "Finance"],
  ["IT Manager", "IT"],
  ["Research Scientist", "Research"],
];

export const lostReasons = ["price", "competitor", "no_budget", "timing", "no_answer", "missing_feature"] as const;
export const competitors = ["Avendris", "Mettora", "Kalibra", "Sensotek", "None known"] as const;

/** What people note of calls, mails and meetings. `{…}` is filled in. */
export interface Phrase {
  type: "call" | "email" | "meeting" | "note";
  title: string;
  body: string;
  outcome?: string;
}

export const openingPhrases: readonly Phrase[] = [
  {
    type: "call",
    title: "First call with {person}",
    body: "Asked how they measure today. {person} wants to replace the old equipment before the next audit.",
    outcome: "Interested",
  },
  {
    type: "email",
    title: "Introduction to {company}",
    body: "Sent the brochure of the {product} and two dates for a call.",
  },
  {
    type: "call",
    title: "Called {person}, no answer",
    body: "Left a message. Try again on another day.",
    outcome: "No answer",
  },
  {
    type: "note",
    title: "Requirements",
    body: "They need the {product} at two places. Traceable calibration is a must.",
  },
];

export const middlePhrases: readonly Phrase[] = [
  {
    type: "meeting",
    title: "Demonstration of the {product}",
    body: "{person} and two colleagues took part. Good questions about accuracy and cleaning.",
    outcome: "Positive",
  },
  { type: "email", title: "Offer sent", body: "Offer for the {product}, valid for six weeks." },
  {
    type: "call",
    title: "Follow-up with {person}",
    body: "Offer is with purchasing. {person} expects a decision soon.",
    outcome: "Waiting",
  },
  { type: "email", title: "Answers about installation", body: "Explained power supply, delivery time and training." },
  {
    type: "meeting",
    title: "Visit at {company}",
    body: "Saw the line. The place for the {product} is tight, the small stand would do.",
    outcome: "Positive",
  },
  {
    type: "note",
    title: "Who decides",
    body: "{person} decides up to the limit, above it the managing director signs.",
  },
];

export const wonPhrases: readonly Phrase[] = [
  {
    type: "call",
    title: "Order confirmed by {person}",
    body: "Order comes by mail today. Delivery as offered.",
    outcome: "Won",
  },
  { type: "email", title: "Order confirmation", body: "Thanked for the order and introduced the service team." },
  {
    type: "meeting",
    title: "Handover at {company}",
    body: "Unpacked, installed, everybody trained. {person} is happy.",
    outcome: "Done",
  },
];

export const lostPhrases: readonly Phrase[] = [
  {
    type: "call",
    title: "{person} declined",
    body: "Thanked for the offer. They will not go on for now; asked to keep in touch.",
    outcome: "Lost",
  },
  { type: "note", title: "Why we lost", body: "Write to {person} again in half a year." },
];

export const carePhrases: readonly Phrase[] = [
  {
    type: "call",
    title: "How is it going at {company}",
    body: "All instruments run. They think about more seats next year.",
    outcome: "Positive",
  },
  { type: "email", title: "Invitation to the open day", body: "Invited {person} to the open day in our workshop." },
  {
    type: "note",
    title: "Change at {company}",
    body: "{person} takes over the laboratory from the first of next month.",
  },
  {
    type: "call",
    title: "Question about calibration",
    body: "{person} asked for the date of the next calibration.",
    outcome: "Answered",
  },
];

export const leadPhrases: readonly Phrase[] = [
  {
    type: "call",
    title: "Called {person}",
    body: "Short call. Sends measurements and numbers.",
    outcome: "Interested",
  },
  { type: "email", title: "Answer to {person}", body: "Sent prices and asked when they plan to decide." },
  { type: "call", title: "Called {person}, no answer", body: "No answer twice.", outcome: "No answer" },
];

export const followUps = [
  "Call {person} back",
  "Send the data sheet",
  "Prepare the offer for {company}",
  "Ask about the budget",
  "Arrange a demonstration",
  "Check delivery time",
  "Send the references",
] as const;
export const chores = [
  "Clean up contacts of {company}",
  "Prepare the quarterly review",
  "Update the price list",
  "Plan the stand for the trade fair",
  "Write the newsletter",
  "Check open invoices of {company}",
] as const;

/** A project's parts with the tasks in them. */
export const projectPlan: readonly { section: string; tasks: readonly string[] }[] = [
  {
    section: "Preparation",
    tasks: [
      "Confirm the site",
      "Order parts",
      "Agree on dates",
      "Name the people to be trained",
      "Check power and network",
      "Send the safety sheet",
    ],
  },
  {
    section: "Installation",
    tasks: [
      "Ship the instruments",
      "Unpack and check",
      "Install and level",
      "Connect to the network",
      "Adjust",
      "First calibration",
    ],
  },
  {
    section: "Training",
    tasks: ["Prepare documents", "Train the first shift", "Train the second shift", "Collect questions"],
  },
  {
    section: "Handover",
    tasks: [
      "Acceptance test",
      "Sign the protocol",
      "File the documents",
      "Introduce the service team",
      "Send the invoice",
      "Ask for a reference",
    ],
  },
];

export function fill(pattern: string, names: { person?: string; company?: string; product?: string }): string {
  return pattern.replaceAll(
    /\{(person|company|product)\}/g,
    (_, name: "person" | "company" | "product") => names[name] ?? "",
  );
}

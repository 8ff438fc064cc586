/** Given and family names by language, for people who do not exist. */
export interface Names {
  first: readonly string[];
  last: readonly string[];
}

const words = (text: string) => text.split(" ");

export const namesOf: Record<string, Names> = {
  nl: {
    first: words(
      "Anouk Bram Carlijn Daan Eline Femke Gijs Hanneke Ilse Jasper Joris Koen Lotte Maarten Marieke Niels Noor Pieter Roos Ruben Sanne Sjoerd Thijs Vera Wouter",
    ),
    last: words(
      "Aalbers Beekman Bosch Brouwer Dijkstra Dekker Groen Haverkamp Hendriks Hofman Jansma Kuipers Langeveld Meijer Mulder Noordhof Postma Roelofs Schipper Smits Terpstra Veenstra Visser Wolters Zijlstra",
    ),
  },
  de: {
    first: words(
      "Anke Bernd Carolin Dörte Elif Florian Greta Heike Ingo Jana Jürgen Katrin Lars Lena Markus Miriam Nadine Oskar Petra Ralf Sabine Stefan Thorsten Ulrike Yusuf",
    ),
    last: words(
      "Albrecht Bachmann Brandt Dietrich Eberhardt Fröhlich Gärtner Hartmann Jäger Kessler Krüger Lindner Möller Neumann Pohl Reinhardt Sauer Schäfer Seidel Ullrich Vogt Wagenknecht Weiß Winkler Yıldız",
    ),
  },
  fr: {
    first: words(
      "Adèle Benoît Camille Chloé Damien Élodie Étienne Fabrice Gaëlle Hélène Hugo Inès Julien Karim Léa Luc Mathilde Maxime Nadia Océane Pascal Rémi Sylvie Théo Zoé",
    ),
    last: words(
      "Aubry Barbier Blanchard Bonnet Caron Chevalier Delattre Deschamps Fabre Fournier Garnier Girard Lambert Leblanc Lefèvre Marchand Mercier Perrin Picard Renaud Rousseau Roussel Thévenet Vasseur Vidal",
    ),
  },
  en: {
    first: words(
      "Alice Amara Ben Callum Charlotte Daniel Eleanor Freya George Grace Harriet Imran Isla Jack Kieran Lucy Maeve Nathan Niamh Oliver Poppy Rhys Sophie Tariq William",
    ),
    last: words(
      "Ashworth Barlow Brennan Chadwick Doyle Eastwood Fairfax Gallagher Hawthorne Holloway Kavanagh Langley Marlowe Nightingale Okafor Pemberton Quinn Radcliffe Sharma Sinclair Thackeray Underhill Walsh Whitaker Wren",
    ),
  },
  nordic: {
    first: words(
      "Astrid Anders Bjørn Ebba Emil Freja Gustav Hedda Ida Jonas Karin Lars Liv Magnus Maja Nils Oda Oskar Pernille Rasmus Signe Søren Sven Tuva Åsa",
    ),
    last: words(
      "Andersson Aaberg Berg Bjerre Dahl Ekström Falk Friis Granlund Hagen Holm Iversen Jørgensen Kjær Lindgren Lund Nyström Olsen Østergaard Rask Sandberg Skov Strand Thorsen Åkesson",
    ),
  },
};

/** `Jürgen` → `juergen`, as addresses of mail spell it. */
export function addressPart(name: string): string {
  const spelt: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", ø: "oe", å: "aa", æ: "ae", ı: "i" };
  return name
    .toLowerCase()
    .normalize("NFC")
    .replaceAll(/[äöüßøåæı]/g, (letter) => spelt[letter]!)
    .normalize("NFD")
    .replaceAll(/[^a-z0-9]+/g, (sign) => (/\p{M}/u.test(sign) ? "" : "-"))
    .replaceAll(/^-|-$/g, "");
}

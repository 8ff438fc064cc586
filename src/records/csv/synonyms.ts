/** What other systems and languages call our fields, as `foldHeader` writes it; the likelier a name, the earlier. */
const names = {
  externalId: `id key externalkey recordid crmid uid uuid guid reference ref identifier kennung identifiant
    identificador`,
  owner: `salesagent salesrep salesperson rep agent assignedto assigneduser recordowner accountmanager
    besitzer inhaber betreuer verantwortlich verantwortlicher proprietaire responsable commercial
    vendedor propietario`,
  tags: "labels keywords schlagworte etiquettes etiquetas",
  name: "title subject bezeichnung nom nombre nome",
  title: "jobtitle position role funktion berufsbezeichnung fonction poste cargo puesto",
  fullName: "name fullname contactname person ansprechpartner nomcomplet nombrecompleto vollstandigername",
  firstName: "first forename givenname vorname prenom nombre primernombre",
  lastName: "last surname familyname nachname familienname nom nomdefamille apellido apellidos sobrenome",
  salutation: "anrede civilite prefix tratamiento honorific",
  account: `company companyname organization organisation accountname employer customer client business firma
    firmenname unternehmen kunde societe entreprise raisonsociale empresa compania cliente azienda`,
  company: `companyname organization organisation account accountname employer business firma firmenname
    unternehmen societe entreprise raisonsociale empresa compania azienda`,
  parentAccount: `parent subsidiaryof parentcompany parentname parentorganization holding muttergesellschaft
    mutterfirma maisonmere societemere empresamatriz matriz`,
  primaryContact: "contact contactname contactperson mainpointofcontact kontakt ansprechpartner contacto",
  contact: "contactname contactperson kontakt ansprechpartner contacto",
  industry: "sector vertical branche branch secteur secteuractivite industria industrie settore",
  employees: `numberofemployees noofemployees employeecount headcount companysize staff mitarbeiter
    mitarbeiterzahl anzahlmitarbeiter effectif effectifs empleados numerodeempleados`,
  annualRevenue: "revenue turnover sales umsatz jahresumsatz chiffredaffaires ca ingresos facturacion fatturato",
  yearFounded: `founded foundedin yearestablished established foundingyear grundungsjahr gegrundet anneedecreation
    anodefundacion`,
  vatNumber: "vat vatid taxid taxnumber ustid ustidnr umsatzsteuerid numerotva tva nif cif partitaiva",
  registrationNumber: "companynumber registration handelsregister hrb siren siret",
  website: "web url homepage webpage site internet webseite siteweb sitioweb paginaweb weburl",
  domain: "companydomain domainname emaildomain",
  email: `mail emailaddress primaryemail workemail emailadresse mailadresse courriel adresseemail adressemail
    correo correoelectronico`,
  secondaryEmail: "email2 otheremail secondemail alternativeemail privateemail personalemail",
  phone: `telephone tel phonenumber telefon telefonnummer fon telefono mainphone rufnummer workphone
    businessphone officephone`,
  officePhone: `phone telephone tel phonenumber workphone businessphone telefon telefonnummer telefono fixe
    rufnummer`,
  mobilePhone: "mobile cell cellphone mobil handy mobiltelefon mobilenumber portable movil celular cellulare",
  billingStreet: `street address streetaddress addressline1 address1 strasse adresse anschrift rue calle direccion
    billingaddress`,
  billingCity: "city town ort stadt ville ciudad citta",
  billingState: "state province region county bundesland provincia departement",
  billingPostalCode: "postalcode postcode zip zipcode plz postleitzahl codepostal codigopostal cap",
  billingCountry: "country officelocation location countryregion headquarters hq land pays pais paese",
  street: `address streetaddress addressline1 address1 mailingstreet strasse adresse anschrift rue calle
    direccion`,
  city: "town mailingcity ort stadt ville ciudad citta wohnort",
  state: "province region county mailingstate bundesland provincia departement",
  postalCode: "postcode zip zipcode mailingpostalcode plz postleitzahl codepostal codigopostal cap",
  country: "countryregion location mailingcountry land pays pais paese",
  birthday: "birthdate dateofbirth dob geburtsdatum geburtstag datedenaissance fechadenacimiento",
  linkedin: "linkedinurl linkedinprofile",
  x: "twitter twitterhandle twitterurl",
  leadSource: "source originalsource origin quelle herkunft origine origen fuente",
  source: "leadsource originalsource origin quelle herkunft origine origen fuente",
  doNotCall: "dnc nophone",
  doNotEmail: "optout emailoptout hasoptedoutofemail unsubscribed",
  stage: "dealstage salesstage pipelinestage phase stufe etape etapa fase status",
  pipeline: "dealpipeline salespipeline funnel",
  amount: `value dealvalue dealamount closevalue price total totalvalue betrag wert auftragswert montant valeur
    importe valor importo`,
  value: "amount contractvalue totalvalue wert betrag montant valeur importe valor",
  estimatedAmount: "value amount estimatedvalue budget wert betrag montant importe",
  probability: "winprobability likelihood chance wahrscheinlichkeit probabilite probabilidad",
  engageDate: "engagedate engaged opendate opened startdate created createdate createdat createddate firstcontact",
  closeDate: `closed closingdate expectedclose expectedclosedate expectedclosingdate wondate abschlussdatum
    abschluss datedecloture fechadecierre`,
  product: "productname produkt produit producto item",
  nextStep: "nextaction nachsterschritt prochaineetape proximopaso",
  wonReason: "closedwonreason reasonwon winreason wonreason gewinngrund",
  lostReason: "closedlostreason reasonlost lossreason verlustgrund",
  status: "state zustand statut estado stato",
  type: "kind category art typ kategorie categorie tipo categoria",
  description: `notes note comment comments remarks details about beschreibung notizen bemerkung bemerkungen
    kommentar commentaire remarques descripcion notas comentarios descrizione`,
  currency: "currencycode currencyisocode wahrung devise moneda divisa valuta",
  priority: "prioritat priorite prioridad importance",
  assignee: "assignedto responsible zugewiesen verantwortlich responsable asignado",
  due: "duedate deadline fallig falligkeitsdatum echeance vencimiento",
  dueDate: "due deadline fallig falligkeitsdatum echeance vencimiento",
  startDate: "start from begin beginn debut inicio",
  endDate: "end until to expires expirydate ende fin",
  number: "no nr nummer numero invoicenumber contractnumber",
};

export const synonyms: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(names).map(([field, list]) => [field, list.split(/\s+/)]),
);

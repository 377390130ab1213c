/**
 * What passwords of German administrations are made of, beside years, digits and walks over the keyboard: the words
 * that head every published statistic of leaked passwords, and those that lie on such a desk. Lower case, with ae, oe,
 * ue and ss. Kept small on purpose: capitals, digits for letters, what is appended and what is combined are rules of
 * `password-strength.ts`, so that a word here stands for thousands of passwords.
 */
export const commonWords: readonly string[] = `
abc account admin administrator aktuell alexander alles alpha amt andrea andreas angel angela anja anna anne apple
april archiv arsenal arzt asd asdf august aus auto baby backup bahn bahnhof baer ball barbara bauamt bayern bayreuth
beate beispiel benutzer benjamin berlin bernd bernhard besprechung bier bild biene bielefeld birgit bitte blau blume
bochum bonn boss bremen brot bruder buch buecherei buerger buergeramt buergerbuero buergermeister buero bund bundesliga
butter bvb carmen cats change changeme charlie chef chemnitz chocolate christa christian christina christoph claudia
coffee computer cool daniel daniela darling das datei daten datenbank datenschutz david default dein delphin demo den
dennis der deutschland dezember diana die dienstag dieter dirk doris dortmund dragon drei dresden drucker du duisburg
dummy dynamo eberhard ehre eins einwohner elefant elke emily engel england enter erde erfurt eric ernst erste essen
euro eva extern fabian fabrik fahrrad familie februar felix ferien fest feuer feuerwehr finanzen firewall firma fisch
florian flower football franz frank frankfurt frau freddy freedom freiburg freiheit freitag freund freundin friedrich
fritz fritzbox fruehling fuchs fussball gabi gabriele garten geburtstag geheim geheimnis geld gemeinde georg gerd
gerhard gesundheitsamt girl gisela glueck god gold google gott grundschule grundschutz grundwacht gruen guest guten
hallo halle hamburg hamster hand hannah hannover hans harald harry hase haus heidi heike heinrich heinz hello helmut
herbst herr herz herzlich hessen hexe hier himmel hoffnung holger home honig hotel hund hunter ich iloveyou info ingo
ingrid initial install intern internet ist jan januar jasmin jena jennifer jens jessica jesus joachim job jochen johann
johannes jordan josef julia juli julian juni juergen kaffee kaiser kalender karin karl karlsruhe karsten kartoffel
kassel katja katrin katze kein kennwort kerstin kevin killer kind kinder kirche klaus koblenz koeln koenig kommune
konto krefeld kreis kuchen kundendienst kuss landkreis landratsamt lara lars laura leben lehrer leipzig lena letmein
leo lieb liebe lieblings linux lisa login london lotus love luebeck lucky ludwig lukas magdeburg mai mail mainz mama
manager manfred mannheim manuela marcel marco marcus margit maria marie mario mark markus marktplatz martin martina
master matthias maus max maxi mein meine meister melanie mensch mercedes metallica michael michaela michelle microsoft
minecraft mittwoch mond monika monkey montag monster morgen motorrad muenchen muenster mueller mustang mutter nadine
naruto neu neues neustart nicht nicole niederlande ninja nord november nuernberg nummer ober oder office oktober oliver
oma opa ordnungsamt orange oscar ost ostern otto papa papier party pass passwd password passwort pascal patrick paul
peter petra pferd philipp phoenix pizza platz pokemon polizei porsche post prinz prinzessin privat projekt pruefung
purple ralf rathaus rechner rebecca regen regina reise renate robert robin roland rolf root rose rot royal ruhe saarland
sabine sabrina sachsen sandra samstag sarah schalke schatz schatzi schloss schmetterling schmidt schnecke schneider
schnee schnucki schoen schokolade schueler schule schulz schwarz sebastian secret sein selina september server service
sesam shadow sicher sicherheit silber silke simon simone smart snoopy soccer sommer sonja sonne sonnenschein
sonntag sozialamt spass spatz spiel spinne sport sprache staat stadt stadtrat stadtverwaltung stadtwerke standard star
starwars start stefan stefanie steffen stern steuer strand strasse student stuttgart sueden summer sunshine super
superman susanne svenja sven sweet sydney sylvia system tag tanja tanz telefon telekom temp tennis test tester theater
thomas thorsten thueringen tiger tim tobias tom torsten trier trinity trustno turbo turm udo ueber ulm ulrich und unser
unten update urlaub ursula user ute uwe vanessa vater vera verein verwaltung viel viktoria vogel volker volkswagen
vorname wald walter warm wasser weihnachten wein weiss welcome welt wer werder werner west westen wetter whatever wien
wiesbaden wilhelm willkommen winter wir wirtschaft wlan wochenende wohnung wolf wolfgang wolke wuerzburg yvonne zebra
zeit zentrale zucker zugang zuhause zwei
`
  .trim()
  .split(/\s+/);

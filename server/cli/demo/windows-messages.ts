/** First sentences of the event texts, as Windows in German writes them. */
const messages: Record<string, string> = {
  '1102': 'Das Überwachungsprotokoll wurde gelöscht.',
  '4624': 'Ein Konto wurde erfolgreich angemeldet.',
  '4625': 'Fehler beim Anmelden eines Kontos.',
  '4634': 'Ein Konto wurde abgemeldet.',
  '4688': 'Ein neuer Prozess wurde erstellt.',
  '4720': 'Ein Benutzerkonto wurde erstellt.',
  '4732': 'Einer sicherheitsaktivierten lokalen Gruppe wurde ein Mitglied hinzugefügt.',
  '4740': 'Ein Benutzerkonto wurde gesperrt.',
  '4769': 'Ein Kerberos-Dienstticket wurde angefordert.',
  '5140': 'Auf ein Netzwerkfreigabeobjekt wurde zugegriffen.',
};

/**
 * @param id event id
 * @param data the event's fields
 * @returns the text that a person reads in the event viewer
 */
export function windowsMessage(id: number, data: Readonly<Record<string, string>>): string {
  if (id === 7036) return `Dienst "${data['param1']}" befindet sich jetzt im Status "${data['param2']}".`;
  return messages[id] ?? '';
}

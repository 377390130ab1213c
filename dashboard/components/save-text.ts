/** Gives the user a text, or bytes, as a file. @param name of the file @param type media type */
export function saveText(text: BlobPart, name: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

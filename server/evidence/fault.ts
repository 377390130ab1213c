/** Something that is not as the log says. */
export interface LogFault {
  tenant: string;
  /** Table with key, file, or position in the log. */
  place: string;
  /** What differs. */
  detail: string;
}

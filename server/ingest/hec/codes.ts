/** Answers of Splunk's HTTP Event Collector: HTTP status and text by code (Splunk, "Troubleshoot HTTP Event Collector"). */
export const hecCodes = {
  0: [200, 'Success'],
  2: [401, 'Token is required'],
  3: [401, 'Invalid authorization'],
  4: [403, 'Invalid token'],
  5: [400, 'No data'],
  6: [400, 'Invalid data format'],
  8: [500, 'Internal server error'],
  9: [503, 'Server is busy'],
  10: [400, 'Data channel is missing'],
  11: [400, 'Invalid data channel'],
  12: [400, 'Event field is required'],
  13: [400, 'Event field cannot be blank'],
  17: [200, 'HEC is healthy'],
} as const satisfies Record<number, readonly [status: number, text: string]>;

export type HecCode = keyof typeof hecCodes;

/** A request that the protocol refuses. */
export class HecRefused extends Error {
  readonly code: HecCode;

  constructor(code: HecCode) {
    super(hecCodes[code][1]);
    this.code = code;
  }
}

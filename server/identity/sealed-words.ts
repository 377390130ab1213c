/** Under which words each kind of secret is sealed: a box opens for no other place. */
export const sealedWords = {
  /** @param account id */
  codes: (account: string): string => `totp:${account}`,
  /** @param channel id */
  channel: (channel: string): string => `notification-channel:${channel}`,
  pseudonyms: (tenant: string, period: string): string => `pseudonyms:${tenant}:${period}`,
};

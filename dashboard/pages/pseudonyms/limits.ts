/** As the API checks them. */
export const leastPassphrase = 16;
export const leastReason = 10;

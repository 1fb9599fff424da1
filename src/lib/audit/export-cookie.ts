/** Set by the answer of an export to the number of its entry, for the page that waits for the download to begin. */
export const exportCookie = 'balcao-export';

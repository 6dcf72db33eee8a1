/** Query of the page that a shared text waits for. */
export const SHARED_QUERY = 'shared';

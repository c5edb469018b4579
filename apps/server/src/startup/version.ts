/** Of the server and of the API that it documents. */
export const version = '0.0.0';

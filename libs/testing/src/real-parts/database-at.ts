/** Scheme, credentials and hosts of a connection string; several hosts make it no URL that `URL` would take. */
const servers = /^mongodb(?:\+srv)?:\/\/[^/?]+/;

/** The connection string of another database on the same servers, with the same options. @throws for what is no MongoDB address */
export const databaseAt = (url: string, database: string): string => {
  const [hosts] = servers.exec(url) ?? [];
  if (hosts === undefined) throw new Error('that is no address of a MongoDB');
  const options = url.slice(hosts.length).replace(/^\/[^?]*/, '');
  return `${hosts}/${encodeURIComponent(database)}${options}`;
};

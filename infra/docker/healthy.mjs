// Asks a probe of this container's program; the image has no curl.
const [path = '/readyz', port = process.env.DAYBOOK_PORT ?? '8080'] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}${path}`;
const answer = await fetch(url, { signal: AbortSignal.timeout(4000) }).catch(() => null);
process.exit(answer?.ok === true ? 0 : 1);

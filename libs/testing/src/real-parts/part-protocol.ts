/** The real servers that a spec can ask for. */
export type RealPartName = 'kafka' | 'mongo' | 'forgetful-mongo' | 's3' | 'log-server' | 'toxiproxy';
/** Keys of an S3 server. */
export type PartCredentials = Readonly<{ accessKeyId: string; secretAccessKey: string }>;
/** Where a started part is; `ports` by what is served there. */
export type StartedPart = Readonly<{ url: string; ports: Readonly<Record<string, number>>; credentials: PartCredentials | null }>;

/** What a spec says to the process that runs its part, a line each. */
export type PartCommand = 'start' | 'stop' | 'kill9' | 'pause' | 'resume' | 'restart';
/** What it answers, a line of JSON for each command; its first line says whether there is such a part. */
export type PartAnswer = Readonly<{ done: StartedPart | null } | { missing: string } | { failed: string }>;

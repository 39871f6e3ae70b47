export type PartName = 'kafka' | 'mongo' | 'forgetful-mongo' | 's3' | 'log-server' | 'toxiproxy';
/** Clients go to `main`. A fault proxy listens on `proxy` and forwards to `proxied`, which is `main` where a part needs no other. */
export type Ports = Readonly<{ main: number; proxy?: number; proxied?: number; controller?: number; secured?: number; guard?: number }>;
/**
 * Where a server of a part lives; the directory is its own, and keeps its data when it is started there again. One that is
 * `shortLived` should rather be there soon than be fast in the end.
 */
export type Placement = Readonly<{ ports: Ports; directory: string; shortLived?: boolean }>;
export type Launch = Readonly<{ command: string; args: readonly string[]; environment?: Readonly<Record<string, string>> }>;
/** What a client must know; `settings` are those of Daybook that point at this server. */
export type Access = Readonly<{ url: string; credentials?: Credentials; settings: Readonly<Record<string, string>> }>;
export type Credentials = Readonly<{ accessKeyId: string; secretAccessKey: string }>;

/** A real server that is installed and run on this machine. */
export type Part = Readonly<{
  name: PartName;
  /** Every port that it needs, with its number in `npm run dev:up`. */
  ports: Ports;
  /** Does nothing where it is installed. @throws ToolMissing, InstallationFailed */
  install: () => Promise<void>;
  /** Makes its directory ready, also one that it has been started in before. */
  prepare: (placement: Placement) => Promise<Launch>;
  /** `output` is what the server has printed since its start. */
  isReady: (placement: Placement, output: string) => boolean | Promise<boolean>;
  /** What clients must know that come in at a port: its main one, or its proxy's. */
  access: (port: number) => Access;
}>;

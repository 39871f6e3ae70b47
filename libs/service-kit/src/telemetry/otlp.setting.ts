import { isHttpUrl } from '../config/address.setting.js';
import type { Setting } from '../config/setting.js';

/** Where traces go; nowhere when it is not set. */
export const otlpEndpointSetting: Setting<string> = {
  variable: 'DAYBOOK_OTLP_ENDPOINT',
  description: 'Base URL of an OpenTelemetry collector (OTLP over HTTP) that gets traces; none when not set',
  fallback: '',
  expected: 'a URL of http or https, such as http://collector:4318',
  // Set to nothing it is not set: a compose file hands on what it may not have.
  parse: (text) => (text === '' || isHttpUrl(text) ? text : undefined),
};

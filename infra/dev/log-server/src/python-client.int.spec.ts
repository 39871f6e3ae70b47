import { scenarios, specifyVendorClient } from './fixtures/vendor-client.specification.js';
import { pythonClient, vendorClient } from './fixtures/vendor-client.js';

// It also filters reads, which the Go client cannot.
specifyVendorClient('Python', await vendorClient('Python', pythonClient), [
  ...scenarios,
  'reads the log by stream prefix, event type and regular expression',
]);

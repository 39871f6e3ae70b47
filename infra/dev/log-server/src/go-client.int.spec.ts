import { specifyVendorClient } from './fixtures/vendor-client.specification.js';
import { goClient, vendorClient } from './fixtures/vendor-client.js';

specifyVendorClient('Go', await vendorClient('Go', goClient));

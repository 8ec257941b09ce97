// `npm start`: installs and builds what is missing, then runs the demo. Arguments go to `datawald dev`.
import { build } from './build.mjs';
import { setUp } from './setup.mjs';

setUp();
await build();
process.argv.splice(2, 0, 'dev');
await import('../dist/client/cli/bin.js');

#!/usr/bin/env node
import { runCli } from './main.js';

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  streams: { out: process.stdout, err: process.stderr },
});

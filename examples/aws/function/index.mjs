// The bridge as a function of AWS Lambda. Beside it in the package: datawald.yaml, as the workers have it.
import { openLambda } from 'datawald/ingest';

export const handler = openLambda({ config: 'datawald.yaml' });

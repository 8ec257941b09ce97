/** The path of the Temporal command line, got if need be. */
export function temporalBinary(say?: (line: string) => void): Promise<string>;
/** The path of the time-skipping test server, or undefined where it cannot be had. */
export function testServerBinary(say?: (line: string) => void): string | undefined;

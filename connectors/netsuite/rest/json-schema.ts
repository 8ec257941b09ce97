import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.js';

/** What JSON.parse gave and is an object. */
export const jsonObject: z.ZodType<JsonObject> = z.custom<JsonObject>(isJsonObject, 'an object was expected');

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package-root.js';

export interface Question {
  id: string;
  de: string;
  en: string;
  /** Requirements of the Kompendium whose subject the question touches. */
  requirements: string[];
}

export interface Topic {
  id: string;
  title: { de: string; en: string };
  questions: Question[];
}

export interface Questionnaire {
  /** Catalogue that the requirements are in. */
  catalog: string;
  topics: Topic[];
}

let questionnaire: Questionnaire | undefined;

/** @returns the self-check of the first step ("Weg in die Basis-Absicherung"): 19 topics, own questions */
export function wibaQuestions(): Questionnaire {
  questionnaire ??= JSON.parse(
    readFileSync(join(packageRoot(), 'grundschutz-catalog', 'wiba', 'questions.json'), 'utf8'),
  ) as Questionnaire;
  return questionnaire;
}

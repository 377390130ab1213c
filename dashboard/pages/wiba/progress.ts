import type { WibaTopic } from '../../../server/contract/migration.js';

export interface Progress {
  answered: number;
  total: number;
}

/** @returns how many questions of some topics are answered */
export function progressOf(topics: readonly Pick<WibaTopic, 'questions'>[]): Progress {
  const questions = topics.flatMap((topic) => topic.questions);
  return { answered: questions.filter(({ answer }) => answer !== null).length, total: questions.length };
}

/** @returns the topic in which to go on: the first that is not done, else the first */
export function topicToGoOn(topics: readonly WibaTopic[]): WibaTopic | undefined {
  return topics.find(({ questions }) => questions.some(({ answer }) => answer === null)) ?? topics[0];
}

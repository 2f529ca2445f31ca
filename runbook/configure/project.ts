import type { Question } from './question.ts';

export const project: Question = {
  variable: 'PROJECT_ID',
  flag: 'project',
  placeholder: 'PROJECT',
  help: 'the project that is billed',
  message: () => 'Which project?',
  offer: async (_, cloud) => {
    const [current, all] = await Promise.all([cloud.currentProject(), cloud.projects()]);
    const ordered = [...all.filter((id) => id === current), ...all.filter((id) => id !== current)];
    return {
      choices: ordered.map((id) => ({ value: id, label: id === current ? `${id} (current in gcloud)` : id })),
      first: current,
    };
  },
};

/** One form per step; buttons outside of it, in the page's head, name it. */
export const stepFormId = 'onboarding-step';

import { report, type BedrockObserver } from '../../bedrock/observer';
import { toolLimits } from '../../bedrock/tools/familyLimits';
import { ToolFitter } from '../../bedrock/tools/fittedTools';
import { toolsLeftOutText } from '../progressText';
import type { Step } from './step';

/**
 * Makes the tools ones that the model's family takes. One that cannot be made so is left out, and said once; it keeps
 * no question from being asked.
 */
export function fitTools(observer: BedrockObserver): Step {
  const fitter = new ToolFitter();
  const said = new Set<string>();
  return (question, next) => {
    const { tools: given = [], model, onEvent } = question;
    if (given.length === 0) {
      return next(question);
    }
    const { tools, leftOut } = fitter.fit(given, toolLimits(model.modelId));
    const names = leftOut.filter((name) => !said.has(name));
    if (names.length > 0) {
      names.forEach((name) => said.add(name));
      report(observer, { type: 'toolsLeftOut', names });
      onEvent({ type: 'notice', about: `tools ${names.join(' ')}`, text: toolsLeftOutText(names) });
    }
    return next({ ...question, tools });
  };
}

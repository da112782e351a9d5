// Lets Node run the project's TypeScript as ES modules and nothing else: with tsx's CommonJS hooks as
// well, a module that is both required and imported would exist twice.
import { register } from 'tsx/esm/api';

register();

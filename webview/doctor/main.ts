import { fromDoctorSchema, toDoctorSchema } from '../../src/protocol/doctor';
import { registerToolkit } from '../components/toolkit';
import { openHostChannel } from '../hostChannel';
import { DoctorApp } from './doctorApp';

declare global {
  interface HTMLElementTagNameMap {
    'bc-doctor': DoctorApp;
  }
}

registerToolkit();
customElements.define('bc-doctor', DoctorApp);

const app = document.createElement('bc-doctor');
const channel = openHostChannel(
  acquireVsCodeApi(),
  { incoming: toDoctorSchema, outgoing: fromDoctorSchema },
  (state) => (app.state = state),
);
app.post = (message) => channel.post(message);
document.body.append(app);
void app.updateComplete.then(() => channel.post({ type: 'ready' }));

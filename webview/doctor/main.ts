import { fromDoctorSchema, toDoctorSchema } from '../../src/protocol/doctor';
import { openPage } from '../page';
import { DoctorApp } from './doctorApp';

declare global {
  interface HTMLElementTagNameMap {
    'bc-doctor': DoctorApp;
  }
}

const page = openPage(
  { 'bc-doctor': DoctorApp },
  { incoming: toDoctorSchema, outgoing: fromDoctorSchema },
  (state) => (app.state = state),
);
const app = document.createElement('bc-doctor');
app.post = page.post;
void page.show(app);

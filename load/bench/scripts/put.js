// A tag of its own for each request; the status is checked.
import http from 'k6/http';
import { check } from 'k6';

const rate = Number(__ENV.RATE);
const duration = __ENV.DURATION;
const users = 64;

export const options = {
  discardResponseBodies: true,
  summaryTrendStats: ['p(50)', 'p(99)', 'max'],
  thresholds: { checks: ['rate==1'] },
  scenarios: {
    put: rate > 0
      ? { executor: 'constant-arrival-rate', rate, duration, preAllocatedVUs: users, maxVUs: users }
      : { executor: 'constant-vus', vus: users, duration },
  },
};

const params = { tags: { name: 'put' } };

export default function () {
  const answer = http.put(`${__ENV.TARGET}${__VU}-${__ITER}`, null, params);
  check(answer, { 204: (a) => a.status === 204 });
}

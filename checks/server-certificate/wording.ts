export { utcMinute as day } from '../utc-minute.ts';

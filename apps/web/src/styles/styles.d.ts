// What Vite makes files of their own, loaded with what imports them.
declare module '*.css';

import { defineConfig } from 'vite';

export default defineConfig({
  // Works under any path.
  base: './',
  // The development server must not move the package: its files are named relative to its modules.
  optimizeDeps: { exclude: ['pagevoice'] },
});

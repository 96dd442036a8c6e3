import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** One file that Node starts fast, and one more that only the command line loads; pcsclite is native and stays out. */
export default defineConfig({
  build: {
    ssr: 'src/main.ts',
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      external: ['pcsclite', ...builtinModules, /^node:/],
      output: {
        format: 'es',
        entryFileNames: 'ecomm-host.mjs',
        chunkFileNames: 'chunks/[name].mjs',
      },
    },
  },
  ssr: { noExternal: true },
});

# The command line and the worker of DataWald: `docker build --tag datawald .`

FROM node:20-slim AS build
WORKDIR /datawald
COPY . .
RUN node scripts/run.mjs build

FROM node:20-slim AS packages
WORKDIR /datawald
COPY package.json package-lock.json .npmrc ./
RUN npm install --omit=dev --no-save --no-audit --no-fund

FROM node:20-slim
# The Temporal client reads the system's certificates when it speaks TLS.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /datawald
COPY --from=packages /datawald/node_modules ./node_modules
COPY --from=build /datawald/dist ./dist
COPY package.json LICENSE NOTICE README.md ./
# Without a limit V8 lets garbage lie until the machine's memory is short.
ENV NODE_ENV=production NODE_OPTIONS=--max-old-space-size=320
USER node
ENTRYPOINT ["node", "/datawald/dist/client/cli/bin.js"]
CMD ["worker", "--config", "/config/datawald.yaml", "--health-file", "/tmp/datawald.health"]
# The worker renews the file every five seconds while it polls and Temporal answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD test -n "$(find /tmp/datawald.health -mmin -0.5)"

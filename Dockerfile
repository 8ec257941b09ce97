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
ENV NODE_ENV=production
USER node
# See docs/operations.md, Memory.
ENTRYPOINT ["node", "--max-old-space-size=256", "--max-semi-space-size=64", "--min-semi-space-size=64", "/datawald/dist/client/cli/bin.js"]
CMD ["worker", "--config", "/config/datawald.yaml", "--health-file", "/tmp/datawald.health"]
# The worker renews the file every five seconds while it polls and Temporal answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD test -n "$(find /tmp/datawald.health -mmin -0.5)"

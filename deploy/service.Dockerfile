# syntax=docker/dockerfile:1
# The image of any one service folder; helm or compose says which entry point runs: `dist/<entry>.js`.
#   docker build --file deploy/service.Dockerfile --build-arg SERVICE=channel-shopify --tag tributary/channel-shopify:0.1.0 .

# What npm reads and nothing else: the installed packages are built anew only when one of these files changes.
FROM node:24.21.0-slim AS manifests
WORKDIR /repository
COPY . .
RUN mkdir /manifests \
 && cp .npmrc package-lock.json /manifests/ \
 && find . -name package.json -not -path '*/node_modules/*' -exec cp --parents '{}' /manifests/ ';'

FROM node:24.21.0-slim AS build
WORKDIR /repository
COPY --from=manifests /manifests .
# The bundler needs no install script, and the one of the package `node` would fetch a second Node.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
ARG SERVICE
RUN node scripts/src/bundle.ts "${SERVICE:?give --build-arg SERVICE=<folder in services>}"

# Node and the bundle: no packages, no sources. Writes nothing, so the root file system may be read-only.
FROM node:24.21.0-slim
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /repository/dist/${SERVICE} dist
# The image's user `node`, as a number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
EXPOSE 8080
ENTRYPOINT ["node", "--enable-source-maps"]

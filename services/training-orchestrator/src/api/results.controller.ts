import { Controller, Get, Param, Query } from '@nestjs/common';
import { ReflectingQuery } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { RunQueries } from '../application/run.queries.js';
import { learningCurves, type LearningCurves } from '../projections/learning-curves.projection.js';
import { emptyRunLog, runLogView, type RunLogView } from '../projections/run-log.projection.js';

/** What a version's run has done and left. */
@Controller('v1/repositories/:repo/versions/:n')
export class ResultsController {
  constructor(
    private readonly queries: RunQueries,
    @InjectView(learningCurves) private readonly curves: ViewReader<LearningCurves>,
    @InjectView(runLogView) private readonly runLogs: ViewReader<RunLogView>,
  ) {}

  @Get('run')
  async run(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: ReflectingQuery): Promise<object> {
    const { view, position } = await this.queries.run(repo, n, atLeast);
    return { ...view, position };
  }

  @Get('learning-curves')
  async learningCurves(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: ReflectingQuery): Promise<object> {
    const { view } = await this.queries.run(repo, n, atLeast, this.curves);
    const document = await this.curves.get(view.versionId);
    return { ...(document?.view ?? { versionId: view.versionId, epochs: 0, points: [] }), position: this.curves.position() };
  }

  @Get('logs')
  async logs(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: ReflectingQuery): Promise<object> {
    const { view } = await this.queries.run(repo, n, atLeast, this.runLogs);
    const document = await this.runLogs.get(view.versionId);
    return { ...(document?.view ?? emptyRunLog(view.versionId)), position: this.runLogs.position() };
  }

  @Get('evaluation')
  evaluation(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: ReflectingQuery): Promise<object> {
    return this.queries.result(repo, n, 'evaluation', atLeast);
  }

  @Get('visualizations')
  visualizations(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: ReflectingQuery): Promise<object> {
    return this.queries.result(repo, n, 'visualizations', atLeast);
  }

  @Get('explanations')
  explanations(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: ReflectingQuery): Promise<object> {
    return this.queries.result(repo, n, 'explanations', atLeast);
  }
}
